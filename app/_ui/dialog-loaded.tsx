'use client'

/** The dialog itself, loaded when it first opens (dialog.tsx). */
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './icon-button.tsx'
import { X } from './icons.ts'
import { useReturnFocus } from './use-return-focus.ts'

export interface DialogProps {
  title: string
  /** One sentence under the title. */
  description?: ReactNode
  /** The button that opens it. Leave it out if you control `isOpen`. */
  trigger?: ReactNode
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
  /** Buttons at the bottom, the main one last. */
  actions?: ReactNode
  isWide?: boolean
  /** While true, neither Escape nor a click outside closes it. Use it for content that is shown only once. */
  isSticky?: boolean
  /** Above every other dialog, also one that asks before an action. */
  isOnTop?: boolean
  children?: ReactNode
}

export interface LoadedDialogProps extends DialogProps {
  /** Whether a press of its button has loaded it. */
  isOpenAtFirst: boolean
}

export function LoadedDialog({
  title,
  description,
  trigger,
  isOpen,
  onOpenChange,
  actions,
  isWide = false,
  isSticky = false,
  isOnTop = false,
  children,
  isOpenAtFirst,
}: LoadedDialogProps) {
  const t = useTranslations('ui')
  const { rememberOpener, returnToOpener } = useReturnFocus()
  const stay = isSticky ? (event: Event) => event.preventDefault() : undefined
  return (
    <Radix.Root
      defaultOpen={isOpenAtFirst}
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay
          data-top={isOnTop || undefined}
          className="fixed inset-0 z-40 animate-fade-in bg-scrim data-top:z-60"
        />
        <div
          data-top={isOnTop || undefined}
          className="pointer-events-none fixed inset-0 z-40 flex items-end justify-center data-top:z-60 sm:items-center sm:p-6"
        >
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onOpenAutoFocus={(event) => {
              rememberOpener()
              focusFirstField(event)
            }}
            {...(trigger ? {} : { onCloseAutoFocus: returnToOpener })}
            {...(stay ? { onPointerDownOutside: stay, onInteractOutside: stay, onEscapeKeyDown: stay } : {})}
            data-wide={isWide || undefined}
            className="pointer-events-auto flex max-h-[92dvh] w-full animate-slide-up flex-col rounded-t bg-surface-floating shadow-floating outline-none sm:max-w-md sm:animate-pop-in sm:rounded sm:data-wide:max-w-2xl"
          >
            <div className="flex items-start gap-2 border-b px-4 py-3">
              <div className="min-w-0 flex-1 pt-0.5">
                <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
                {description && (
                  <Radix.Description className="text-pretty text-ink-muted text-sm">{description}</Radix.Description>
                )}
              </div>
              <Radix.Close asChild>
                <IconButton
                  icon={X}
                  label={t('close')}
                  hasTooltip={false}
                  className="-mt-[calc((var(--spacing-control)-1.75rem)/2)] -mr-2"
                />
              </Radix.Close>
            </div>
            {children && <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div>}
            {actions && (
              <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
                {actions}
              </div>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Focuses the first field, or the dialog itself if it has none, instead of the close button. */
function focusFirstField(event: Event): void {
  event.preventDefault()
  const content = event.currentTarget as HTMLElement
  const field = content.querySelector<HTMLElement>('input:not([type=hidden], [tabindex="-1"]), textarea')
  ;(field ?? content).focus()
}
