'use client'

/** The menu of the person: settings, theme, language, sign-out. */
import clsx from 'clsx'
import { useTheme } from 'next-themes'
import { useTranslations } from 'use-intl'
import { signOutHere } from '#app/_api/next-auth.ts'
import { LOCALE_NAMES, LOCALES } from '#app/_i18n/locales.ts'
import { THEMES, type ThemeName } from '#app/_preferences/themes.ts'
import { DropdownMenu } from '#app/_ui/dropdown-menu.tsx'
import { BookOpen, ChevronsUpDown, Keyboard, LogOut, Settings } from '#app/_ui/icons.ts'
import { MenuChoice } from '#app/_ui/menu-choice.tsx'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { MenuLink } from '#app/_ui/menu-link.tsx'
import { MenuSeparator } from '#app/_ui/menu-separator.tsx'
import { Initial } from './initial.tsx'
import { shortcutsWindow } from './open-store.ts'
import { useOwnLanguage } from './use-own-language.ts'

export interface UserMenuProps {
  user: { name: string; email: string }
  isCompact: boolean
}

export function UserMenu({ user, isCompact }: UserMenuProps) {
  const t = useTranslations('dashboard')
  const tUi = useTranslations('ui')
  const { theme, setTheme } = useTheme()
  const { locale, setLocale } = useOwnLanguage()
  return (
    <DropdownMenu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className={clsx(
            'flex min-h-control items-center gap-2 rounded py-1 text-left text-sm hover:bg-surface-hover data-[state=open]:bg-surface-hover',
            isCompact ? 'justify-center' : 'px-1',
          )}
        >
          <Initial name={user.name} />
          {/* Not as a label: what is seen must be a part of what is said. */}
          <span className="sr-only">
            {t('account')}: {isCompact && user.name}
          </span>
          {!isCompact && (
            <>
              <span className="min-w-0 flex-1 truncate">{user.name}</span>
              <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
            </>
          )}
        </button>
      }
    >
      <p className="max-w-56 truncate px-2 pt-1 pb-2 text-ink-muted text-sm">{user.email}</p>
      <MenuSeparator />
      <MenuLink icon={Settings} href="/dashboard/settings">
        {t('settings')}
      </MenuLink>
      <MenuLink icon={BookOpen} href="/help">
        {tUi('help')}
      </MenuLink>
      <MenuItem icon={Keyboard} onSelect={() => shortcutsWindow.setOpen(true)}>
        {t('shortcuts')}
      </MenuItem>
      <MenuSeparator />
      <MenuChoice
        label={tUi('theme.label')}
        value={(theme ?? 'system') as ThemeName}
        options={THEMES.map((value) => ({ value, label: tUi(`theme.${value}`) }))}
        onChange={setTheme}
      />
      <MenuChoice
        label={tUi('language')}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
        onChange={setLocale}
      />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void signOutHere()}>
        {t('signOut')}
      </MenuItem>
    </DropdownMenu>
  )
}
