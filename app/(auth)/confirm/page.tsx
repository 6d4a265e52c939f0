/** The page of a link that confirms an address: of a new account, of an existing one, or a changed one. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { ConfirmEmail } from '#app/(auth)/_parts/confirm-email.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('recovery'))('confirmTitle'), referrer: 'no-referrer' }
}

export default function ConfirmPage() {
  return <ConfirmEmail />
}
