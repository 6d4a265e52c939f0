'use client'

/** Runs one API call: busy while it runs, with a toast in the reader's language when it fails. */
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '#app/_ui/toast.ts'
import { codeOf } from './call.ts'

export function useAct(): {
  isBusy: boolean
  /** Returns the result, or null when the call failed and a toast has said so. */
  act: <T>(run: () => Promise<T>) => Promise<{ value: T } | null>
} {
  const t = useTranslations('errors')
  const [isBusy, setBusy] = useState(false)
  const act = useCallback(
    async <T>(run: () => Promise<T>) => {
      setBusy(true)
      try {
        return { value: await run() }
      } catch (error) {
        toast.error(t(codeOf(error)))
        return null
      } finally {
        setBusy(false)
      }
    },
    [t],
  )
  return { isBusy, act }
}
