/** The page that a share link opens. The server learns only the link's id: the secret stays in the fragment [AC3]. */

import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { LIVE_WORDS } from '#app/_live/live-words.ts'
import { LinkLive } from './_parts/link-live.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: { absolute: (await getTranslations('link'))('title') },
    robots: { index: false, follow: false, noarchive: true },
    referrer: 'no-referrer',
  }
}

export default async function LinkPage({ params }: { params: Promise<{ id: string }> }) {
  return (
    <WithWords names={[...LIVE_WORDS, 'link', 'share']}>
      <LinkLive id={(await params).id} />
    </WithWords>
  )
}
