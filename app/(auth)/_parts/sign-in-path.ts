/**
 * The sign-in page that leads to a path of this server. It sends people on to the step that their sign-in lacks, or to the path;
 * browsers keep the fragment through these redirects.
 */
export function signInPath(nextPath: string): string {
  return nextPath === '/dashboard' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(nextPath)}`
}

/** The same for the step of a sign-in that is not complete. */
export function stepPath(step: 'second-factor' | 'set-up-factor', nextPath: string): string {
  const path = `/sign-in/${step}`
  return nextPath === '/dashboard' ? path : `${path}?callbackUrl=${encodeURIComponent(nextPath)}`
}
