/** The frame of the pages of help: the way home above, the choice of language and theme below. */
import type { ReactNode } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { BrandMark } from '#app/_ui/brand-mark.tsx'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { currentUser } from '#lib/server/auth/current-user.ts'

export async function HelpFrame({ children }: { children: ReactNode }) {
  const t = await getTranslations('server')
  const user = await currentUser()
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-2xl flex-col gap-8 px-4 py-4">
      <header className="flex items-center justify-between gap-4">
        <a href="/" className="flex items-center gap-2 rounded font-semibold">
          <BrandMark />
          Agent Logger
        </a>
        <a href={user ? '/dashboard' : '/sign-in'} className={buttonStyle('secondary')}>
          {t(user ? 'dashboard' : 'signIn')}
        </a>
      </header>
      <main id="content" className="flex flex-1 flex-col gap-6">
        {children}
      </main>
      <footer className="flex flex-wrap justify-between gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  )
}
