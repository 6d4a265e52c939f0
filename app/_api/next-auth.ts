/** next-auth's browser half, loaded when somebody signs in or out and not before: most pages never need it. */
const load = () => import('next-auth/react')

export async function signInWith(...args: Parameters<Awaited<ReturnType<typeof load>>['signIn']>) {
  return (await load()).signIn(...args)
}

/** Ends this browser's session and goes to sign-in. */
export async function signOutHere(): Promise<void> {
  await (await load()).signOut({ callbackUrl: '/sign-in' })
}
