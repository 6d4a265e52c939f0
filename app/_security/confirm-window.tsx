'use client'

/**
 * Asks a signed-in person to prove who they are before an act of consequence. Every call of app/_api that gets `step-up-required`
 * waits for it; one proof serves all that wait.
 */
import { useEffect, useRef, useState } from 'react'
import { setAskToConfirm } from '#app/_api/call.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'

const ConfirmDialogOfPerson = lazyPart(async () => (await import('./confirm-form.tsx')).ConfirmForm)

export function ConfirmWindow() {
  const [isOpen, setOpen] = useState(false)
  const waiting = useRef<((isDone: boolean) => void)[]>([])

  useEffect(() => {
    setAskToConfirm(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve)
          setOpen(true)
        }),
    )
    return () => setAskToConfirm(null)
  }, [])

  function handleEnd(isDone: boolean) {
    setOpen(false)
    for (const resolve of waiting.current.splice(0)) resolve(isDone)
  }

  return isOpen ? <ConfirmDialogOfPerson onEnd={handleEnd} /> : null
}
