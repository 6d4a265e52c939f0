'use client'

/** The name of the team, or a menu if the person is on several teams. Switching reloads the dashboard. */
import { useTranslations } from 'use-intl'
import { setCookie } from '#app/_preferences/set-cookie.ts'
import { DropdownMenu } from '#app/_ui/dropdown-menu.tsx'
import { ChevronsUpDown } from '#app/_ui/icons.ts'
import { MenuChoice } from '#app/_ui/menu-choice.tsx'
import type { TeamChoice } from './team-choice.ts'
import { TEAM_COOKIE } from './team-cookie.ts'

export function TeamSwitcher({ team, teams }: TeamChoice) {
  const t = useTranslations('dashboard')
  if (teams.length < 2)
    return (
      <span title={team.name} className="min-w-0 truncate font-semibold text-sm">
        {team.name}
      </span>
    )
  return (
    <DropdownMenu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${t('switchTeam')}: ${team.name}`}
          className="flex h-control min-w-0 flex-1 items-center justify-between gap-1 rounded px-2 font-semibold text-sm hover:bg-surface-hover"
        >
          <span className="truncate">{team.name}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
    >
      <MenuChoice
        label={t('switchTeam')}
        value={team.id}
        options={teams.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={switchTeam}
      />
    </DropdownMenu>
  )
}

/** A full page load, because everything on the page belongs to the other team. */
function switchTeam(id: string): void {
  setCookie(TEAM_COOKIE, id)
  location.assign('/dashboard')
}
