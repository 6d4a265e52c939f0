/** The address of the audit log with a filter. Pure; both the pages and the filter's form use it. */

export interface AuditParams {
  group?: string | undefined
  /** Id of a person or API token. */
  actor?: string | undefined
  text?: string | undefined
  /** Milliseconds since 1970, in digits. */
  fromMs?: string | undefined
  /** Exclusive. */
  untilMs?: string | undefined
}

/** Without empty values, so that the address stays short. */
export function auditHref(path: string, params: AuditParams & { cursor?: string; team?: string }): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}
