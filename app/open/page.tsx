/** "Open a session" from an address, a code or a link of this server, another relay or a phone. Needs no account. */

import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { LIVE_WORDS } from '#app/_live/live-words.ts'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { PublicHeader } from '#app/_ui/public-header.tsx'
import { currentUser } from '#lib/server/auth/current-user.ts'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { OpenPage } from './_parts/open-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('open'))('title') }
}

export default async function Page() {
  const t = await getTranslations('server')
  const user = await currentUser()
  const { publicUrl, isPublicUrlSet, deviceOrigin } = publicConfig()
  const ownUrls = [...(isPublicUrlSet ? [publicUrl] : []), ...(deviceOrigin ? [deviceOrigin] : [])]
  return (
    <WithWords names={[...LIVE_WORDS, 'open', 'share']}>
      <OpenPage
        ownHosts={ownUrls.map((url) => new URL(url).host)}
        header={<PublicHeader href={user ? '/dashboard' : '/sign-in'} label={t(user ? 'dashboard' : 'signIn')} />}
        footer={
          <footer className="flex flex-wrap justify-between gap-2">
            <LanguageSwitch />
            <ThemeSwitch />
          </footer>
        }
      />
    </WithWords>
  )
}
