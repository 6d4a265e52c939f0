'use client'

/** A link that sets a new password, shown once, for the owner of the server to hand over. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'

export interface ResetLinkDialogProps {
  email: string
  /** Null while there is nothing to show. */
  url: string | null
  onClose: () => void
}

export function ResetLinkDialog({ email, url, onClose }: ResetLinkDialogProps) {
  const t = useTranslations('administration')
  return (
    <Dialog
      title={t('resetLinkTitle')}
      description={t('resetLinkText', { email })}
      isOpen={url !== null}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isSticky
      actions={
        <>
          <Button onClick={onClose}>{t('done')}</Button>
          <CopyButton text={url ?? ''} what={t('resetLinkName')} label={t('copyLink')} variant="primary" />
        </>
      }
    >
      <code className="block select-all break-all rounded border bg-surface-sunken p-3 text-code">{url}</code>
    </Dialog>
  )
}
