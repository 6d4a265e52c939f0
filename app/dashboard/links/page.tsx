/** The team's working share links: what they open, who created them, and how many people watch through them. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Link2 } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { List } from '#app/_ui/list.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { NotForRole } from '#app/dashboard/_parts/not-for-role.tsx'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { listLinks } from '#lib/server/db/share-links.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { LinkRow } from './_parts/link-row.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('links'))('title') }
}

export default async function LinksPage() {
  const { user, team, may } = await loadTeam('/dashboard/links')
  const t = await getTranslations('links')
  if (!may('links.read')) return <NotForRole title={t('title')} />
  const links = await listLinks(team.id, Date.now())
  const watchers = liveRelay.peek()?.linkWatchers(team.id)
  return (
    <PageBody>
      <PageHeader title={t('title')} text={t('text')} />
      {links.length > 0 ? (
        <>
          <List label={t('title')}>
            {links.map((link) => (
              <LinkRow
                key={link.id}
                link={link}
                watchers={watchers?.get(link.id) ?? 0}
                mayRevoke={may('links.revoke', link.createdBy.id === user.id)}
              />
            ))}
          </List>
          <p className="text-pretty text-ink-faint text-sm">{t('secretHint')}</p>
        </>
      ) : (
        <EmptyState
          icon={Link2}
          title={t('emptyTitle')}
          text={t('emptyText')}
          actions={<LinkButton href="/dashboard/sessions">{t('toSessions')}</LinkButton>}
        />
      )}
    </PageBody>
  )
}
