'use client'

/** Opens the dialog for a new token. */
import { Button } from '#app/_ui/button.tsx'
import { Plus } from '#app/_ui/icons.ts'
import { tokenWindow } from './open-store.ts'

export interface ConnectButtonProps {
  label: string
}

export function ConnectButton({ label }: ConnectButtonProps) {
  return (
    <Button variant="primary" onClick={() => tokenWindow.setOpen(true)}>
      <Plus aria-hidden className="size-4" />
      {label}
    </Button>
  )
}
