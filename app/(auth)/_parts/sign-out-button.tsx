'use client'

/** Ends the session of this browser. */
import { useTranslations } from 'use-intl'
import { signOutHere } from '#app/_api/next-auth.ts'
import { Button } from '#app/_ui/button.tsx'

export function SignOutButton() {
  const t = useTranslations('dashboard')
  return (
    <Button variant="ghost" onClick={() => void signOutHere()}>
      {t('signOut')}
    </Button>
  )
}
