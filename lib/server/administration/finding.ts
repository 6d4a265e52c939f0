/** What `doctor` says about one part of an installation. */
export interface Finding {
  /** `ok`; `warning`: works, but something will surprise you; `problem`: something does not work. */
  state: 'ok' | 'warning' | 'problem'
  /** What was looked at, such as `database`. */
  about: string
  /** What was found, in one sentence. Never holds a secret. */
  says: string
  /** What to do about it; absent for `ok`. */
  advice?: string
}

export const ok = (about: string, says: string): Finding => ({ state: 'ok', about, says })
export const warning = (about: string, says: string, advice: string): Finding => ({
  ...{ state: 'warning', about, says, advice },
})
export const problem = (about: string, says: string, advice: string): Finding => ({
  ...{ state: 'problem', about, says, advice },
})
