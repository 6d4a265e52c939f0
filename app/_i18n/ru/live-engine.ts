/** Words of the live page about its own troubles. */
import type { liveEngine as en } from '#app/_i18n/en/live-engine.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const liveEngine: SameShape<typeof en> = {
  filterFault:
    'Фильтр «{text}» слишком долго обрабатывал записи, поэтому мы его отключили. Записи снова загружаются с устройства.',
  merged: '{count, plural, one {# сессия} few {# сессии} many {# сессий} other {# сессии}} на одной шкале времени:',
  mergeRuns: 'Все активные сессии на одной шкале времени',
}
