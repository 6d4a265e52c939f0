'use client'

/** Copies a text and confirms it, visibly and to screen readers. Shows an icon, or words if there is a label. */
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import type { ButtonVariant } from './button-style.ts'
import { IconButton } from './icon-button.tsx'
import { Check, Copy } from './icons.ts'
import { useCopy } from './use-copy.ts'

export interface CopyButtonProps {
  text: string
  /** What is copied, e.g. "session id"; becomes the accessible name "Copy session id". */
  what: string
  /** Text on the button. Without it, the button is an icon. */
  label?: string
  variant?: ButtonVariant
  /** Says more than the label under the pointer. */
  title?: string
  className?: string
}

export function CopyButton({ text, what, label, variant, title, className }: CopyButtonProps) {
  const t = useTranslations('ui')
  const { isCopied, copy } = useCopy()
  const Icon = isCopied ? Check : Copy
  const handleClick = () => void copy(text)
  return (
    <>
      {label ? (
        <Button
          variant={variant ?? 'secondary'}
          onClick={handleClick}
          {...(title ? { title } : {})}
          {...(className ? { className } : {})}
        >
          <Icon aria-hidden className="size-4" />
          {isCopied ? t('copied') : label}
        </Button>
      ) : (
        <IconButton
          icon={Icon}
          label={t('copyOf', { what })}
          variant={variant ?? 'ghost'}
          onClick={handleClick}
          {...(className ? { className } : {})}
        />
      )}
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  )
}
