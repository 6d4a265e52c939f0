/** Redirects the root to the dashboard or to sign-in. */
import { redirect } from 'next/navigation'
import { currentUser } from '#lib/server/auth/current-user.ts'

export default async function StartPage() {
  redirect((await currentUser()) ? '/dashboard' : '/sign-in')
}
