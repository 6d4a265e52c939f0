/** Words of the primitives in app/_ui and of pages that are not there. */
import type { ui as en } from '#app/_i18n/en/ui.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const ui: SameShape<typeof en> = {
  close: 'Закрыть',
  cancel: 'Отмена',
  copy: 'Скопировать',
  copied: 'Скопировано',
  copyFailed: 'Не удалось скопировать. Выделите текст и скопируйте его вручную.',
  copyOf: 'Скопировать: {what}',
  loading: 'Загрузка…',
  showPassword: 'Показать пароль',
  hidePassword: 'Скрыть пароль',
  optional: 'необязательно',
  deceivingName: 'Удалите символ {character}: он невидим или меняет порядок текста.',
  justNow: 'только что',
  skipToContent: 'Перейти к содержимому',
  notifications: 'Уведомления',
  theme: { label: 'Тема', system: 'Системная', light: 'Светлая', dark: 'Тёмная', contrast: 'Контраст' },
  language: 'Язык',
  seconds: '{count, number} с',
  minutes: '{minutes, number} мин {seconds, number} с',
  hours: '{hours, number} ч {minutes, number} мин',
  days: '{days, number} д {hours, number} ч',
  kb: '{size, number} кБ',
  mb: '{size, number} МБ',
  gb: '{size, number} ГБ',
  bytes: '{size, number} Б',
  notFoundTitle: 'Страница не найдена',
  notFoundText: 'Адрес неверен, страница удалена или у вас нет к ней доступа.',
  help: 'Справка',
  goHome: 'На главную',
}
