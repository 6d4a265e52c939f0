/** The frame of the pages before the dashboard: the logo and one narrow column, with language, theme and server status below. */
import type { ReactNode } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { BrandMark } from '#app/_ui/brand-mark.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { config } from '#lib/server/config/env.ts'

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('server')
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-sm flex-col px-4 py-8">
      <main className="flex flex-1 flex-col justify-center gap-6 py-8">
        <div className="flex items-center gap-2 font-semibold">
          <BrandMark />
          Agent Logger
        </div>
        <WithWords names={['recovery']}>{children}</WithWords>
      </main>
      <footer className="flex flex-wrap justify-between gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
        <p className="flex w-full flex-wrap justify-between gap-2 text-sm">
          {/* No prefetch and a full page load: only that page's policy allows connections to other servers. */}
          <a href="/open" className="rounded text-accent underline underline-offset-2">
            {(await getTranslations('open'))('title')}
          </a>
          {config().isServerPagePublic && <TextLink href="/server">{t('publicStatus')}</TextLink>}
        </p>
      </footer>
    </div>
  )
}
