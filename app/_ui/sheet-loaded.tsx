'use client'

/** The panel itself, loaded when it first opens (sheet.tsx). */
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './icon-button.tsx'
import { X } from './icons.ts'
import { useReturnFocus } from './use-return-focus.ts'

export interface SheetProps {
  title: string
  trigger?: ReactNode
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
  isModal?: boolean
  children: ReactNode
}

export interface LoadedSheetProps extends SheetProps {
  /** Whether a press of its button has loaded it. */
  isOpenAtFirst: boolean
}

export function LoadedSheet({
  title,
  trigger,
  isOpen,
  onOpenChange,
  isModal = true,
  children,
  isOpenAtFirst,
}: LoadedSheetProps) {
  const t = useTranslations('ui')
  const { rememberOpener, returnToOpener } = useReturnFocus()
  const keepOpen = isModal ? undefined : (event: Event) => event.preventDefault()
  return (
    <Radix.Root
      modal={isModal}
      defaultOpen={isOpenAtFirst}
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        {isModal && <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />}
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={rememberOpener}
          {...(trigger ? {} : { onCloseAutoFocus: returnToOpener })}
          {...(keepOpen ? { onInteractOutside: keepOpen } : {})}
          className="fixed inset-x-0 bottom-0 z-40 flex max-h-[85dvh] animate-slide-up flex-col rounded-t bg-surface-floating shadow-floating outline-none md:inset-y-0 md:right-0 md:left-auto md:max-h-none md:w-lg md:animate-slide-in md:rounded-none"
        >
          <div className="flex items-center gap-2 border-b py-1 pr-1 pl-4">
            <Radix.Title className="min-w-0 flex-1 truncate font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t('close')} hasTooltip={false} />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
