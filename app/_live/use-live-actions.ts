'use client'

/** The acts of the live page with their keys: for the keyboard, the palette and the list of keys alike. */
import { useTranslations } from 'use-intl'
import type { Action } from '#app/_actions/action-registry.ts'
import { useActions } from '#app/_actions/use-actions.ts'
import {
  ArrowDownToLine,
  ArrowUpToLine,
  Bell,
  CircleAlert,
  Copy,
  Download,
  Layers,
  Link2,
  ListFilter,
  ListX,
  PanelRight,
  Pause,
  Search,
  SquareDashedMousePointer,
  TextSearch,
} from '#app/_ui/icons.ts'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'

export interface LiveActs {
  move: (by: number) => void
  extend: (by: number) => void
  chooseAll: () => void
  open: () => void
  /** Shows each of the similar records that the selected row stands for. */
  expand: () => void
  copy: () => void
  /** Null where it would not be plain what is shown. */
  copyShown: (() => void) | null
  /** Null where a record has no address. */
  copyLink: (() => void) | null
  toggleFollow: () => void
  first: () => void
  last: () => void
  filter: () => void
  toggleLevel: (level: Level) => void
  clear: () => void
  /** These open windows, which lists side by side do not have. */
  find?: () => void
  save?: () => void
  patterns?: () => void
  notify?: () => void
  close: () => void
  nextError: (direction: 1 | -1) => void
  nextHit: (direction: 1 | -1) => void
}

export function useLiveActions(acts: LiveActs): void {
  const t = useTranslations('live')
  const tRecord = useTranslations('record.acts')
  const tLevels = useTranslations('levels')
  const tFiles = useTranslations('files')
  const keyOnly = { isKeyOnly: true } as const
  const actions: Action[] = [
    {
      id: 'next',
      group: 'records',
      label: tRecord('next'),
      keys: ['j', 'ArrowDown'],
      run: () => acts.move(1),
      ...keyOnly,
    },
    {
      id: 'previous',
      group: 'records',
      label: tRecord('previous'),
      keys: ['k', 'ArrowUp'],
      run: () => acts.move(-1),
      ...keyOnly,
    },
    { id: 'open', group: 'records', label: t('keys.open'), keys: ['Enter'], icon: PanelRight, run: acts.open },
    {
      id: 'expand',
      group: 'records',
      label: tRecord('expand'),
      keys: ['ArrowRight'],
      run: acts.expand,
      ...keyOnly,
    },
    { id: 'copy', group: 'records', label: t('keys.copy'), keys: ['c'], icon: Copy, run: acts.copy },
    {
      ...{ id: 'extend-down', group: 'records', label: tRecord('extendDown'), keys: ['Shift+ArrowDown'] },
      ...keyOnly,
      run: () => acts.extend(1),
    },
    {
      id: 'extend-up',
      group: 'records',
      label: tRecord('extendUp'),
      keys: ['Shift+ArrowUp'],
      run: () => acts.extend(-1),
      ...keyOnly,
    },
    {
      id: 'choose-all',
      group: 'records',
      label: tRecord('all'),
      keys: ['Mod+a'],
      icon: SquareDashedMousePointer,
      run: acts.chooseAll,
    },
    {
      id: 'next-error',
      group: 'records',
      label: tRecord('nextError'),
      keys: ['e'],
      icon: CircleAlert,
      run: () => acts.nextError(1),
    },
    {
      id: 'previous-error',
      group: 'records',
      label: tRecord('previousError'),
      keys: ['E'],
      icon: CircleAlert,
      run: () => acts.nextError(-1),
    },
    {
      id: 'next-hit',
      group: 'records',
      label: tRecord('nextHit'),
      keys: ['n'],
      icon: Search,
      run: () => acts.nextHit(1),
    },
    {
      id: 'previous-hit',
      group: 'records',
      label: tRecord('previousHit'),
      keys: ['N'],
      icon: Search,
      run: () => acts.nextHit(-1),
    },
    { id: 'follow', group: 'view', label: t('keys.follow'), keys: [' '], icon: Pause, run: acts.toggleFollow },
    { id: 'first', group: 'view', label: t('keys.first'), keys: ['g', 'Home'], icon: ArrowUpToLine, run: acts.first },
    { id: 'last', group: 'view', label: t('keys.last'), keys: ['G', 'End'], icon: ArrowDownToLine, run: acts.last },
    { id: 'filter', group: 'view', label: t('keys.filter'), keys: ['/'], icon: Search, run: acts.filter },
    ...LEVELS.map(
      (level): Action => ({
        id: `level-${level}`,
        group: 'view',
        label: tRecord('level', { level: tLevels(level) }),
        icon: ListFilter,
        run: () => acts.toggleLevel(level),
      }),
    ),
    {
      id: 'clear',
      group: 'page',
      label: t('keys.clear'),
      keys: ['Ctrl+l', '~Meta+Shift+l'],
      icon: ListX,
      run: acts.clear,
    },
    { id: 'close', group: 'page', label: t('keys.close'), keys: ['Escape'], run: acts.close, ...keyOnly },
  ]
  if (acts.copyShown)
    actions.push({ id: 'copy-shown', group: 'records', label: t('copyShown'), icon: Copy, run: acts.copyShown })
  const { find, save, patterns, notify } = acts
  if (find)
    actions.push({
      id: 'find',
      group: 'view',
      label: t('query.find.open'),
      icon: TextSearch,
      run: find,
    })
  if (save) actions.push({ id: 'save', group: 'page', label: tFiles('save'), icon: Download, run: save })
  if (patterns) actions.push({ id: 'patterns', group: 'view', label: t('patterns.open'), icon: Layers, run: patterns })
  if (notify) actions.push({ id: 'notify', group: 'page', label: t('attention.open'), icon: Bell, run: notify })
  if (acts.copyLink)
    actions.push({
      id: 'copy-link',
      group: 'records',
      label: tRecord('copyLink'),
      keys: ['l'],
      icon: Link2,
      run: acts.copyLink,
    })
  useActions(actions)
}
