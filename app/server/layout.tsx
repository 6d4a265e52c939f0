/** The frame of the server's public pages: the logo, a link to sign in, and language and theme below. */
import type { ReactNode } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { PublicHeader } from '#app/_ui/public-header.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'

export default async function ServerLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('server')
  const user = await currentUser()
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-5xl flex-col gap-6 px-4 py-4 md:px-8">
      <PublicHeader href={user ? '/dashboard' : '/sign-in'} label={t(user ? 'dashboard' : 'signIn')} />
      <main className="flex min-w-0 flex-1 flex-col gap-6 py-2">{children}</main>
      <footer className="flex flex-wrap justify-between gap-2">
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  )
}
