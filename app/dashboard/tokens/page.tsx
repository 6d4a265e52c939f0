/** The team's tokens: who created them, when they were last used and when they expire. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { rejectionsSeenBy } from '#app/_queries/rejections-seen-by.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { KeyRound } from '#app/_ui/icons.ts'
import { List } from '#app/_ui/list.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { ConnectButton } from '#app/dashboard/_parts/connect-button.tsx'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { NotForRole } from '#app/dashboard/_parts/not-for-role.tsx'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { RejectionList } from '#app/dashboard/_parts/rejection-list.tsx'
import { listTokens } from '#lib/server/db/tokens.ts'
import { TokenRow } from './_parts/token-row.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tokens'))('title') }
}

export default async function TokensPage() {
  const { user, team, may } = await loadTeam('/dashboard/tokens')
  const t = await getTranslations('tokens')
  if (!may('tokens.read')) return <NotForRole title={t('title')} />
  const tokens = await listTokens(team.id)
  const create = may('tokens.create') && <ConnectButton label={t('create')} />
  return (
    <PageBody>
      <PageHeader title={t('title')} text={t('text')} actions={tokens.length > 0 && create} />
      <RejectionList rejections={rejectionsSeenBy(team.id, null)} />
      {tokens.length > 0 ? (
        <List label={t('title')}>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} mayRevoke={may('tokens.revoke', token.createdBy.id === user.id)} />
          ))}
        </List>
      ) : (
        <EmptyState icon={KeyRound} title={t('emptyTitle')} text={t('emptyText')} actions={create} />
      )}
    </PageBody>
  )
}
