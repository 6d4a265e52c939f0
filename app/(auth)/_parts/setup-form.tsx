'use client'

/** Creates the owner of an empty server with the secret of the one-time link. */
import { useTranslations } from 'use-intl'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { AccountForm } from './account-form.tsx'

export function SetupForm() {
  const t = useTranslations('auth')
  const secret = useFragment()
  if (secret === null) return <Skeleton className="h-88" />
  if (secret === '') return <Notice tone="warn">{t('setupNoSecret')}</Notice>
  return <AccountForm action={t('setupAction')} right={{ setup: secret }} nextPath="/dashboard" />
}
