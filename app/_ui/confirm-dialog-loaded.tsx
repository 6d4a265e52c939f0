'use client'

/** The question itself, loaded when it is first asked (confirm-dialog.tsx). */
import { AlertDialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import { useReturnFocus } from './use-return-focus.ts'

export interface ConfirmDialogProps {
  title: string
  /** What will break, in one or two sentences. */
  consequence: ReactNode
  /** Choices that belong to the action. */
  children?: ReactNode
  /** The verb on the button: "Revoke", never "OK". */
  confirmLabel: string
  /** Resolves to true when the action is done; the dialog then closes. */
  onConfirm: () => Promise<boolean>
  trigger?: ReactNode
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
}

export interface LoadedConfirmDialogProps extends ConfirmDialogProps {
  /** Whether a press of its button has loaded it. */
  isOpenAtFirst: boolean
}

export function LoadedConfirmDialog(props: LoadedConfirmDialogProps) {
  const t = useTranslations('ui')
  const [isOpenInside, setOpenInside] = useState(props.isOpenAtFirst)
  const { rememberOpener, returnToOpener } = useReturnFocus()
  const [isBusy, setBusy] = useState(false)
  const isOpen = props.isOpen ?? isOpenInside
  const setOpen = props.onOpenChange ?? setOpenInside

  async function handleConfirm() {
    setBusy(true)
    const done = await props.onConfirm().finally(() => setBusy(false))
    if (done) setOpen(false)
  }

  return (
    <Radix.Root open={isOpen} onOpenChange={(next) => !isBusy && setOpen(next)}>
      {props.trigger && <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-end justify-center sm:items-center sm:p-6">
          <Radix.Content
            onOpenAutoFocus={rememberOpener}
            {...(props.trigger ? {} : { onCloseAutoFocus: returnToOpener })}
            className="pointer-events-auto w-full animate-slide-up rounded-t bg-surface-floating p-4 shadow-floating outline-none sm:max-w-md sm:animate-pop-in sm:rounded"
          >
            <Radix.Title className="font-semibold text-lg">{props.title}</Radix.Title>
            <Radix.Description className="mt-2 text-pretty text-ink-muted">{props.consequence}</Radix.Description>
            {props.children && <div className="mt-4 max-h-[50dvh] overflow-y-auto">{props.children}</div>}
            <div className="mt-6 flex justify-end gap-2">
              <Radix.Cancel asChild>
                <Button disabled={isBusy}>{t('cancel')}</Button>
              </Radix.Cancel>
              <Button variant="danger" isBusy={isBusy} onClick={() => void handleConfirm()}>
                {props.confirmLabel}
              </Button>
            </div>
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}
