'use client'

/** What shows toasts, loaded with the first one (toast.ts). */
import { useEffect } from 'react'
import { Toaster as Sonner, toast } from 'sonner'
import { useTranslations } from 'use-intl'
import type { ToastLibrary } from './toast.ts'

export interface LoadedToasterProps {
  /** Called once toasts can be shown. */
  onReady: (toasts: ToastLibrary) => void
}

export function LoadedToaster({ onReady }: LoadedToasterProps) {
  const t = useTranslations('ui')
  useEffect(() => onReady(toast), [onReady])
  return (
    <Sonner
      position="bottom-right"
      // sonner's style sheet sets a system font.
      style={{ fontFamily: 'var(--font-sans)' }}
      containerAriaLabel={t('notifications')}
      mobileOffset={{ bottom: 'calc(var(--spacing-bottom-bar) + 0.5rem)' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-start gap-3 rounded bg-surface-floating px-4 py-3 text-ink text-sm shadow-floating sm:w-88 data-[type=error]:text-danger',
          title: 'font-medium',
          description: 'text-ink-muted',
          icon: 'mt-0.5 size-4 shrink-0',
          actionButton: 'ml-auto shrink-0 rounded px-2 py-0.5 font-medium text-accent hover:bg-surface-hover',
        },
      }}
    />
  )
}
