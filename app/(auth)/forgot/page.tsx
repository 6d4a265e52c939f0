/** For people who forgot their password: a link by mail, or, on a server without mail, whom to ask. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { AuthHeading } from '#app/(auth)/_parts/auth-heading.tsx'
import { ForgotForm } from '#app/(auth)/_parts/forgot-form.tsx'
import { config } from '#lib/server/config/env.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('recovery'))('forgotTitle') }
}

export default async function ForgotPage() {
  const t = await getTranslations('recovery')
  return (
    <>
      {config().mail ? (
        <ForgotForm />
      ) : (
        <>
          <AuthHeading title={t('forgotTitle')} text={t('noMailText')} />
          <div className="flex flex-col gap-2">
            <p className="text-ink-muted text-sm">{t('noMailCommand')}</p>
            <CodeBlock what={t('noMailCommand')} code="agent-logger user reset-link --email you@example.com" />
          </div>
        </>
      )}
      <p className="text-sm">
        <TextLink href="/sign-in">{t('backToSignIn')}</TextLink>
      </p>
    </>
  )
}
