/** Words of the primitives in app/_ui and of the pages for errors. */
import type { ui as en } from '../en/ui.ts'
import type { SameShape } from '../same-shape.ts'

export const ui: SameShape<typeof en> = {
  close: 'Закрыть',
  cancel: 'Отмена',
  copy: 'Копировать',
  copied: 'Скопировано',
  copyFailed: 'Копировать не разрешено. Выделите текст и скопируйте сами.',
  copyOf: 'Копировать: {what}',
  loading: 'Загрузка…',
  showPassword: 'Показать пароль',
  hidePassword: 'Скрыть пароль',
  optional: 'необязательно',
  justNow: 'только что',
  skipToContent: 'К содержанию',
  notifications: 'Уведомления',
  theme: { label: 'Тема', system: 'Как в системе', light: 'Светлая', dark: 'Тёмная' },
  language: 'Язык',
  seconds: '{count, number} с',
  minutes: '{minutes, number} мин {seconds, number} с',
  hours: '{hours, number} ч {minutes, number} мин',
  days: '{days, number} д {hours, number} ч',
  notFoundTitle: 'Здесь ничего нет',
  notFoundText: 'Адрес неверен, либо то, что здесь было, удалено или не ваше.',
  errorTitle: 'Не получилось',
  errorText: 'На сервере случилось непредвиденное. Причина — в его журнале.',
  errorReference: 'Номер: {digest}',
  tryAgain: 'Повторить',
  goHome: 'На главную',
}
