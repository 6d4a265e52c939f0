/** The audit log as a page: filter, events, and links to older ones. The team's and the server's pages share it. */
import { getLocale } from '#app/_i18n/get-translations.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { formatExactTime } from '#app/_ui/format-time.ts'
import type { IconComponent } from '#app/_ui/icon.tsx'
import {
  KeyRound,
  Link2,
  LogIn,
  MonitorSmartphone,
  ScrollText,
  Server,
  Settings2,
  UserRound,
  Users,
} from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { List } from '#app/_ui/list.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { SelectOption } from '#app/_ui/select.tsx'
import { type AuditGroup, groupOf } from '#lib/server/audit/audit-groups.ts'
import { config } from '#lib/server/config/env.ts'
import type { AuditPage, AuditRow } from '#lib/server/db/audit-events.ts'
import { AuditFilterForm } from './audit-filter-form.tsx'
import { type AuditParams, auditHref } from './audit-href.ts'
import { AuditTime } from './audit-time.tsx'
import { actorOf, auditWords, detailsOf, fillIn, sentenceOf } from './audit-words.ts'

export interface AuditListProps {
  place: 'team' | 'server'
  /** Path of the page, and of the CSV file with its query. */
  path: string
  csvPath: string
  params: AuditParams & { cursor?: string }
  page: AuditPage
  people: readonly SelectOption<string>[]
  /** Names of the teams of the events, where they differ. */
  teamNames?: ReadonlyMap<string, string>
}

const ICONS: Record<AuditGroup, IconComponent> = {
  'sign-ins': LogIn,
  accounts: UserRound,
  people: Users,
  team: Settings2,
  tokens: KeyRound,
  links: Link2,
  devices: MonitorSmartphone,
  server: Server,
}

const DAY_MS = 24 * 3600_000

export async function AuditList({ place, path, csvPath, params, page, people, teamNames }: AuditListProps) {
  const locale = await getLocale()
  const words = auditWords(locale)
  const { cursor, ...filter } = params
  const isFiltered = Object.values(filter).some(Boolean)
  const { events, nextCursor, searchedToMs } = page
  return (
    <>
      <PageHeader
        title={words.title}
        text={
          <>
            {words[place === 'team' ? 'teamText' : 'serverText']}{' '}
            {fillIn(words.retention, { days: String(Math.round(config().audit.retentionMs / DAY_MS)) })}
          </>
        }
        actions={
          <>
            <LinkButton href={`/dashboard/${place}`}>{words.back[place]}</LinkButton>
            <a href={csvPath} download className={buttonStyle('secondary')}>
              {words.export}
            </a>
          </>
        }
      />
      <AuditFilterForm
        path={path}
        params={filter}
        people={people}
        words={{ filter: words.filter, groups: words.groups }}
      />
      {events.length > 0 && (
        <List label={words.title}>
          {events.map((event) => {
            const Icon = ICONS[groupOf(event.action) ?? 'server']
            return (
              <ListRow
                key={event.id}
                lead={<Icon aria-hidden className="size-4 text-ink-faint" />}
                title={<bdi title={event.action}>{sentenceOf(event, words)}</bdi>}
                wrapsTitle
                aside={event.outcome === 'refused' && <Badge tone="warn">{words.refused}</Badge>}
                detail={[
                  actorOf(event, words),
                  ...factsOf(event, teamNames, words.inTeam),
                  ...detailsOf(event, words, locale),
                ]
                  .filter(Boolean)
                  .map((text) => (
                    <bdi key={text} className="min-w-0 max-w-full break-words">
                      {text}
                    </bdi>
                  ))}
                facts={<AuditTime atMs={event.atMs} />}
              />
            )
          })}
        </List>
      )}
      {events.length === 0 && searchedToMs === null && (
        <EmptyState
          icon={ScrollText}
          title={isFiltered || cursor ? words.noMatchTitle : words.emptyTitle}
          text={isFiltered || cursor ? words.noMatchText : words.emptyText}
        />
      )}
      {searchedToMs !== null && (
        <Notice>{fillIn(words.searched, { time: formatExactTime(searchedToMs, locale, 'UTC') })}</Notice>
      )}
      {(cursor || nextCursor) && (
        <nav aria-label={words.title} className="flex justify-between gap-2">
          {cursor ? <LinkButton href={auditHref(path, filter)}>{words.newest}</LinkButton> : <span />}
          {nextCursor !== null && (
            <LinkButton href={auditHref(path, { ...filter, cursor: nextCursor })}>
              {searchedToMs === null ? words.older : words.searchOlder}
            </LinkButton>
          )}
        </nav>
      )}
    </>
  )
}

/** The team, where events of several are shown, and the address. */
function factsOf({ teamId, address }: AuditRow, teamNames: AuditListProps['teamNames'], inTeam: string): string[] {
  const team = teamNames && teamId !== null ? fillIn(inTeam, { name: teamNames.get(teamId) ?? teamId }) : ''
  return [team, address === 'unknown' ? '' : address]
}
