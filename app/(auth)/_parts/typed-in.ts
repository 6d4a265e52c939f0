/**
 * What stands in a form's fields. Sign-in forms read it from the page and not from React's state: people and password
 * managers type before the page's script has started, and a controlled field would forget that.
 */
export function typedIn<Name extends string>(form: HTMLFormElement, names: readonly Name[]): Record<Name, string> {
  const data = new FormData(form)
  return Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? '')])) as Record<Name, string>
}
