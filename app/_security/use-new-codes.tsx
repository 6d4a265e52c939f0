'use client'

/** Shows the recovery codes that come with a new second factor, and then goes on. */
import { type ReactNode, useState } from 'react'
import { RecoveryCodesWindow } from './recovery-codes-window.tsx'

export function useNewCodes(onSeen: () => void): {
  show: (codes: string[] | null) => void
  window: ReactNode
} {
  const [codes, setCodes] = useState<string[] | null>(null)
  const show = (next: string[] | null) => {
    setCodes(next)
    if (next === null) onSeen()
  }
  const handleClose = () => {
    setCodes(null)
    onSeen()
  }
  return { show, window: codes && <RecoveryCodesWindow codes={codes} onClose={handleClose} /> }
}
