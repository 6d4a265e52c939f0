/** The audit log of the whole server, for its owners. */
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
import { teamNamesOf } from '#lib/server/db/teams.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: auditWords(await getLocale()).title }
}

const PATH = '/dashboard/server/audit'

export default async function ServerAuditPage({ searchParams }: { searchParams: AuditSearchParams }) {
  const { user } = await loadTeam(PATH)
  if (!user.isServerOwner) return <NotForRole title={auditWords(await getLocale()).title} />
  const { params, filter } = await readAuditParams(searchParams)
  const page = await listAuditEvents(auditQuery(null, filter))
  const { cursor: _, ...csv } = params
  return (
    <PageBody>
      <AuditList
        place="server"
        path={PATH}
        csvPath={auditHref('/api/v1/server/audit.csv', csv)}
        params={params}
        page={page}
        people={[]}
        teamNames={await teamNamesOf(page.events.flatMap(({ teamId }) => teamId ?? []))}
      />
    </PageBody>
  )
}
