/** Shown by sign-in and sign-up on a server without an owner: where to find the setup link. */
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { Terminal } from '#app/_ui/icons.ts'
import { AuthHeading } from './auth-heading.tsx'

export interface SetupNeededProps {
  origin: string
}

export async function SetupNeeded({ origin }: SetupNeededProps) {
  const t = await getTranslations('auth')
  return (
    <>
      <AuthHeading title={t('setupNeededTitle')} text={t('setupNeededText')} />
      <div className="rounded border bg-surface-sunken p-3">
        <p className="flex items-center gap-2 text-ink-muted text-sm">
          <Terminal aria-hidden className="size-4" />
          {t('setupNeededLook')}
        </p>
        <code className="mt-2 block break-all text-code">{origin}/setup#…</code>
      </div>
      <p className="text-pretty text-ink-muted text-sm">{t('setupNeededLost')}</p>
    </>
  )
}
