/** The other end of {@link PinnedWorker}: answers questions on the process's channel, and exits when it closes. */

export type Answers = Record<string, (args: never) => unknown>

export function answer(answers: Answers): void {
  process.on('message', async (message) => {
    const { id, question, args } = message as { id: number; question: string; args: never }
    try {
      const found = answers[question]
      if (!found) throw new Error(`no answer to "${question}"`)
      process.send?.({ id, result: await found(args) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}

/** Collects twice: the first run frees what the second finds unreachable. Does nothing if the worker lacks the flag. */
export function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  gc?.()
}
