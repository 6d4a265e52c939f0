/** The frame of the pages of help: the way home above, the choice of language and theme below. */
import type { ReactNode } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { PublicHeader } from '#app/_ui/public-header.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'

export async function HelpFrame({ children }: { children: ReactNode }) {
  const t = await getTranslations('server')
  const user = await currentUser()
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-2xl flex-col gap-8 px-4 py-4">
      <PublicHeader href={user ? '/dashboard' : '/sign-in'} label={t(user ? 'dashboard' : 'signIn')} />
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
