/** Accounts and teams of the whole server, for its owners. */
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { Button } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Building2, Users } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { List } from '#app/_ui/list.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { NotForRole } from '#app/dashboard/_parts/not-for-role.tsx'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { listTeams } from '#lib/server/db/team-lists.ts'
import { listUsers } from '#lib/server/db/user-lists.ts'
import { mailQueueState } from '#lib/server/mail/mail-queue.ts'
import { AccountRow } from './_parts/account-row.tsx'
import { ServerTeamRow } from './_parts/server-team-row.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('administration'))('title') }
}

const PATH = '/dashboard/server/administration'
const VIEWS = ['users', 'teams'] as const

export interface AdministrationPageProps {
  searchParams: Promise<Record<'view' | 'q' | 'cursor', string | string[] | undefined>>
}

export default async function AdministrationPage({ searchParams }: AdministrationPageProps) {
  const { user } = await loadTeam(PATH)
  const t = await getTranslations('administration')
  if (!user.isServerOwner) return <NotForRole title={t('title')} />
  const params = await searchParams
  const view = params.view === 'teams' ? 'teams' : 'users'
  const search = one(params.q)
  const cursor = one(params.cursor)
  const { rows, nextCursor } =
    view === 'users' ? await accountRows(search, cursor, user.id) : await teamRows(search, cursor)
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          <>
            <LinkButton href="/dashboard/server">{(await getTranslations('server'))('title')}</LinkButton>
            <LinkButton href="/dashboard/server/audit">{t('audit')}</LinkButton>
          </>
        }
      />
      <MailState />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label={t('title')} className="flex gap-1">
          {VIEWS.map((each) => (
            <Link
              key={each}
              href={hrefOf({ view: each })}
              aria-current={each === view ? 'page' : undefined}
              className="flex h-control items-center rounded px-3 text-ink-muted text-sm hover:text-ink aria-[current]:bg-surface-sunken aria-[current]:font-medium aria-[current]:text-ink"
            >
              {t(each)}
            </Link>
          ))}
        </nav>
        <search className="w-full min-w-0 sm:max-w-sm sm:flex-1">
          <form className="flex gap-2">
            <input type="hidden" name="view" value={view} />
            <TextInput
              type="search"
              name="q"
              defaultValue={search}
              maxLength={200}
              aria-label={t(`${view}Search`)}
              placeholder={t(`${view}Search`)}
            />
            <Button type="submit">{t('search')}</Button>
          </form>
        </search>
      </div>
      {rows.length > 0 ? (
        <WithWords names={['administration']}>
          <List label={t(view)}>{rows}</List>
        </WithWords>
      ) : (
        <EmptyState icon={view === 'users' ? Users : Building2} title={t('nothing')} text={t('nothingText')} />
      )}
      {(cursor !== undefined || nextCursor !== null) && (
        <nav aria-label={t('pages')} className="flex justify-between gap-2">
          {cursor === undefined ? <span /> : <LinkButton href={hrefOf({ view, q: search })}>{t('first')}</LinkButton>}
          {nextCursor !== null && (
            <LinkButton href={hrefOf({ view, q: search, cursor: nextCursor })}>{t('next')}</LinkButton>
          )}
        </nav>
      )}
    </PageBody>
  )
}

async function accountRows(search: string | undefined, cursor: string | undefined, ownId: string) {
  const { users, nextCursor } = await listUsers({ search, cursor })
  return { rows: users.map((row) => <AccountRow key={row.id} account={row} isSelf={row.id === ownId} />), nextCursor }
}

async function teamRows(search: string | undefined, cursor: string | undefined) {
  const { teams, nextCursor } = await listTeams({ search, cursor })
  return { rows: teams.map((row) => <ServerTeamRow key={row.id} team={row} />), nextCursor }
}

/** Says that mail waits, and why; nothing while mail goes out or is not configured. */
async function MailState() {
  const t = await getTranslations('administration')
  const state = await mailQueueState()
  if (!state || state.queued === 0) return null
  return (
    <Notice tone={state.lastError === null ? 'info' : 'warn'} role="status">
      {t('mailWaiting', { count: state.queued })}
      {state.lastError !== null && ` ${t('mailError', { error: state.lastError })}`}
    </Notice>
  )
}

function one(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text.trim() === '' ? undefined : text.trim().slice(0, 254)
}

function hrefOf(params: Record<string, string | undefined>): string {
  const set = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `${PATH}?${new URLSearchParams(set)}`
}
