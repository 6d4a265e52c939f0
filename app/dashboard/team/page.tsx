/** The team's members with their roles, its open invitations, and what it allows Flutter apps and web clients to do; owners change both. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { RequireSwitch } from '#app/_security/require-switch.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { List } from '#app/_ui/list.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { config } from '#lib/server/config/env.ts'
import { listInvites } from '#lib/server/db/invites.ts'
import { listMembers, teamSwitches } from '#lib/server/db/teams.ts'
import { DangerZone } from './_parts/danger-zone.tsx'
import { FlutterSwitches } from './_parts/flutter-switches.tsx'
import { InviteDialog } from './_parts/invite-dialog.tsx'
import { InviteRow } from './_parts/invite-row.tsx'
import { Kept } from './_parts/kept.tsx'
import { MemberRow } from './_parts/member-row.tsx'
import { RenameTeam } from './_parts/rename-team.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('team'))('title') }
}

export default async function TeamPage() {
  const { user, team, may } = await loadTeam('/dashboard/team')
  const t = await getTranslations('team')
  const tSecurity = await getTranslations('security')
  const [members, switches, invites] = await Promise.all([
    listMembers(team.id),
    teamSwitches(team.id),
    may('members.invite') ? listInvites(team.id, Date.now()) : [],
  ])
  const owners = members.filter(({ role }) => role === 'owner').length
  return (
    <PageBody>
      <PageHeader
        title={team.name}
        text={t('text')}
        actions={
          <>
            {may('audit.read') && <LinkButton href="/dashboard/team/audit">{t('auditLog')}</LinkButton>}
            {may('team.rename') && <RenameTeam name={team.name} />}
            {may('members.invite') && <InviteDialog isMailOn={config().mail !== null} />}
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
      {invites.length > 0 && (
        <section className="flex flex-col gap-2">
          <div>
            <h2 className="font-semibold">{t('invites')}</h2>
            <p className="text-pretty text-ink-muted text-sm">{t('invitesText')}</p>
          </div>
          <List label={t('invites')}>
            {invites.map((invite) => (
              <InviteRow
                key={invite.id}
                invite={invite}
                mayWithdraw={may('invites.withdraw', invite.createdBy.id === user.id)}
              />
            ))}
          </List>
        </section>
      )}
      {switches && (
        <section className="flex flex-col gap-2">
          <h2 className="font-semibold">{tSecurity('requireTitle')}</h2>
          <div className="rounded border bg-surface-raised px-4 py-3">
            <RequireSwitch
              key={team.id}
              teamId={team.id}
              initial={switches.requiresSecondFactor}
              hasFactor={user.hasTotp || user.passkeys > 0}
              mayChange={may('team.switches')}
            />
          </div>
        </section>
      )}
      {switches && (
        <section>
          <details className="flex flex-col gap-2">
            {/* Most teams have none of these apps. */}
            <summary className="w-fit rounded">
              <h2 className="inline font-semibold">{t('original')}</h2>
            </summary>
            <p className="text-pretty pt-1 pb-2 text-ink-muted text-sm">{t('originalText')}</p>
            <FlutterSwitches key={team.id} initial={switches} mayChange={may('team.switches')} />
          </details>
        </section>
      )}
      <Kept />
      <DangerZone
        key={team.id}
        teamName={team.name}
        heirs={may('team.transfer') ? members.filter(({ userId }) => userId !== user.id) : []}
        mayDelete={may('team.delete')}
      />
    </PageBody>
  )
}
