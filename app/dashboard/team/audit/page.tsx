/** The team's audit log, for its owners. */
import type { Metadata } from 'next'
import { auditHref } from '#app/_audit/audit-href.ts'
import { AuditList } from '#app/_audit/audit-list.tsx'
import { type AuditSearchParams, readAuditParams } from '#app/_audit/audit-params.ts'
import { auditWords } from '#app/_audit/audit-words.ts'
import { getLocale } from '#app/_i18n/get-translations.ts'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { NotForRole } from '#app/dashboard/_parts/not-for-role.tsx'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { auditQuery } from '#lib/server/audit/audit-filter.ts'
import { listAuditEvents } from '#lib/server/db/audit-events.ts'
import { listMembers } from '#lib/server/db/teams.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: auditWords(await getLocale()).title }
}

const PATH = '/dashboard/team/audit'

export default async function TeamAuditPage({ searchParams }: { searchParams: AuditSearchParams }) {
  const { team, may } = await loadTeam(PATH)
  if (!may('audit.read')) return <NotForRole title={auditWords(await getLocale()).title} />
  const { params, filter } = await readAuditParams(searchParams)
  const [page, members] = await Promise.all([listAuditEvents(auditQuery(team.id, filter)), listMembers(team.id)])
  const people = members.map(({ userId, name }) => ({ value: userId, label: name }))
  const isGone = params.actor !== undefined && !people.some(({ value }) => value === params.actor)
  const { cursor: _, ...csv } = params
  return (
    <PageBody>
      <AuditList
        place="team"
        path={PATH}
        csvPath={auditHref('/api/v1/team/audit.csv', { ...csv, team: team.id })}
        params={params}
        page={page}
        // A former member is not in the list, but their events are.
        people={isGone && params.actor ? [...people, { value: params.actor, label: params.actor }] : people}
      />
    </PageBody>
  )
}
