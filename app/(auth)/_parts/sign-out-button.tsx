'use client'

/** Ends the session of this browser. */
import { signOut } from 'next-auth/react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'

export function SignOutButton() {
  const t = useTranslations('dashboard')
  return <Button onClick={() => void signOut({ callbackUrl: '/sign-in' })}>{t('signOut')}</Button>
}
