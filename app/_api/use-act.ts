'use client'

/** Runs one act against the API: busy while it runs, a toast in the reader's language when it fails. */
import { useCallback, useState } from 'react'
import { toast } from 'sonner'
import { useTranslations } from 'use-intl'
import { codeOf } from './call.ts'

export function useAct(): {
  isBusy: boolean
  /** The act's result; null when it failed, which the person has then been told. */
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
