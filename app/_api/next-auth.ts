/** Loads next-auth's browser part when somebody signs in or out: most pages never need it. */
const load = () => import('next-auth/react')

type SignIn = Awaited<ReturnType<typeof load>>['signIn']

/**
 * The callback address never has a fragment, which may hold the secret of a link. Without one, next-auth would send the address
 * of the page, fragment included, and the server would keep it in a cookie.
 */
export async function signInWith(...[provider, options, parameters]: Parameters<SignIn>) {
  const [callbackUrl] = (options?.callbackUrl ?? '/dashboard').split('#')
  return (await load()).signIn(provider, { ...options, callbackUrl: callbackUrl || '/dashboard' }, parameters)
}

/** Ends this browser's session and goes to sign-in. */
export async function signOutHere(): Promise<void> {
  await (await load()).signOut({ callbackUrl: '/sign-in' })
}
