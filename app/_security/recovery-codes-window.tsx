'use client'

/** Shows new recovery codes, once: to copy, download or print. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Download, Printer } from '#app/_ui/icons.ts'

export interface RecoveryCodesWindowProps {
  codes: readonly string[]
  onClose: () => void
}

export function RecoveryCodesWindow({ codes, onClose }: RecoveryCodesWindowProps) {
  const t = useTranslations('security')
  const text = `${codes.join('\n')}\n`

  function handleDownload() {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([`Agent Logger · ${location.host}\n\n${text}`], { type: 'text/plain' }))
    link.download = 'agent-logger-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }

  return (
    <Dialog
      title={t('codesTitle')}
      description={t('codesText')}
      isOpen
      isSticky
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t('savedCodes')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <ul
          aria-label={t('recoveryCodes')}
          className="grid grid-cols-2 gap-x-4 gap-y-1 rounded border bg-surface-sunken p-3 text-center text-code print:fixed print:inset-0 print:z-100 print:block print:bg-white print:p-12 print:text-black"
        >
          {codes.map((code) => (
            <li key={code}>
              <code className="select-all whitespace-nowrap">{code}</code>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <CopyButton text={text} what={t('codesWhat')} label={t('copyCodes')} />
          <Button onClick={handleDownload}>
            <Download aria-hidden className="size-4" />
            {t('downloadCodes')}
          </Button>
          <Button onClick={() => window.print()}>
            <Printer aria-hidden className="size-4" />
            {t('printCodes')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
