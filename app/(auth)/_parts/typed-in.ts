/**
 * Reads the fields of a form from the page instead of React's state: people and password managers fill in sign-in forms
 * before the page's script has started, and a controlled field would lose that.
 */
export function typedIn<Name extends string>(form: HTMLFormElement, names: readonly Name[]): Record<Name, string> {
  const data = new FormData(form)
  return Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? '')])) as Record<Name, string>
}
