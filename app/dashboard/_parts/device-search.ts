/** What the list of devices shows, as its URL says: `?q=&platform=&label=&live=1&sort=name`. Pure. */
import { normalLabel } from '#lib/protocol/labels.ts'

export interface DeviceSearch {
  /** As typed. */
  q: string
  platform: string
  label: string
  isLive: boolean
  sort: 'seen' | 'name'
}

/** Query parameters as Next passes them. */
export type PageQuery = Readonly<Record<string, string | string[] | undefined>>

/** Longest search text: no name is longer. */
export const SEARCH_CHARS_MAX = 200

export function readDeviceSearch(query: PageQuery): DeviceSearch {
  return {
    q: oneOf(query, 'q').slice(0, SEARCH_CHARS_MAX),
    platform: oneOf(query, 'platform'),
    label: normalLabel(oneOf(query, 'label')),
    isLive: oneOf(query, 'live') === '1',
    sort: oneOf(query, 'sort') === 'name' ? 'name' : 'seen',
  }
}

/** The first value of a parameter that may be repeated; '' when it is missing. */
export function oneOf(query: PageQuery, name: string): string {
  const value = query[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** Parameters that differ from the default. */
export function deviceSearchParams({
  q,
  platform,
  label,
  isLive,
  sort,
}: DeviceSearch): Record<string, string | undefined> {
  return {
    q: q.trim() || undefined,
    platform: platform || undefined,
    label: label || undefined,
    live: isLive ? '1' : undefined,
    sort: sort === 'seen' ? undefined : sort,
  }
}

export function isNarrowed({ q, platform, label, isLive }: DeviceSearch): boolean {
  return q.trim() !== '' || platform !== '' || label !== '' || isLive
}
