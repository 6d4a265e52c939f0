/** Who is in the team, with which rights, and what it lets clients of the original do; owners change both. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { List } from '#app/_ui/list.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { listMembers, teamSwitches } from '#lib/db/teams.ts'
import { loadTeam } from '../_parts/load-team.ts'
import { PageBody } from '../_parts/page-body.tsx'
import { InviteDialog } from './_parts/invite-dialog.tsx'
import { MemberRow } from './_parts/member-row.tsx'
import { RenameTeam } from './_parts/rename-team.tsx'
import { SeedSwitches } from './_parts/seed-switches.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('team'))('title') }
}

export default async function TeamPage() {
  const { user, team, may } = await loadTeam('/dashboard/team')
  const t = await getTranslations('team')
  const [members, switches] = await Promise.all([listMembers(team.id), teamSwitches(team.id)])
  const owners = members.filter(({ role }) => role === 'owner').length
  return (
    <PageBody>
      <PageHeader
        title={team.name}
        text={t('text')}
        actions={
          <>
            {may('team.rename') && <RenameTeam name={team.name} />}
            {may('members.invite') && <InviteDialog />}
          </>
        }
      />
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('members')}</h2>
        <List label={t('members')}>
          {members.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              isSelf={member.userId === user.id}
              isLastOwner={member.role === 'owner' && owners === 1}
              mayChange={may('members.change')}
              mayRemove={may('members.remove', member.userId === user.id)}
            />
          ))}
        </List>
        {!may('members.change') && <p className="text-ink-faint text-sm">{t('onlyOwners')}</p>}
      </section>
      {switches && (
        <section className="flex flex-col gap-2">
          <div>
            <h2 className="font-semibold">{t('original')}</h2>
            <p className="text-pretty text-ink-muted text-sm">{t('originalText')}</p>
          </div>
          <SeedSwitches key={team.id} initial={switches} mayChange={may('team.switches')} />
        </section>
      )}
    </PageBody>
  )
}
