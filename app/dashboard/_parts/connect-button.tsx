'use client'

/** Opens the dialog for a new token. */
import { Button } from '#app/_ui/button.tsx'
import type { ButtonVariant } from '#app/_ui/button-style.ts'
import { Plus } from '#app/_ui/icons.ts'
import { tokenWindow } from './open-store.ts'

export interface ConnectButtonProps {
  label: string
  variant?: ButtonVariant
}

export function ConnectButton({ label, variant = 'primary' }: ConnectButtonProps) {
  return (
    <Button variant={variant} onClick={() => tokenWindow.setOpen(true)}>
      <Plus aria-hidden className="size-4" />
      {label}
    </Button>
  )
}
