/**
 * What the direct page says beside its list, in the two languages of the product. `#` stands for a number. What the list and a
 * record's sheet say is in lib/sdk/screen/words.ts.
 */
export const PAGE_WORDS = {
  en: {
    connecting: 'Connecting…',
    live: 'Live',
    lost: 'Connection lost, trying again…',
    none: 'No connection, trying again…',
    silent: 'The device does not answer.',
    code: "Code from the device's terminal",
    enter: 'Show the logs',
    wrong: 'This code is not valid, or another device has used it. Look at the terminal for the current one.',
    locked: 'Too many wrong codes. Try again in 15 minutes.',
    filter: 'Filter',
    level: 'Lowest level',
    all: 'All levels',
    debug: 'Debug and up',
    info: 'Info and up',
    warning: 'Warnings and up',
    error: 'Errors and up',
    list: 'Logs, newest last',
    count: 'records: #',
    newest: 'newest # shown',
  },
  ru: {
    connecting: 'Подключение…',
    live: 'Прямой эфир',
    lost: 'Связь потеряна, пробуем снова…',
    none: 'Нет связи, пробуем снова…',
    silent: 'Устройство не отвечает.',
    code: 'Код из терминала устройства',
    enter: 'Показать логи',
    wrong: 'Код не подходит, или его уже использовало другое устройство. Текущий код — в терминале.',
    locked: 'Слишком много неверных кодов. Попробуйте через 15 минут.',
    filter: 'Фильтр',
    level: 'Наименьший уровень',
    all: 'Все уровни',
    debug: 'Debug и выше',
    info: 'Info и выше',
    warning: 'Warning и выше',
    error: 'Error и выше',
    list: 'Логи, новые внизу',
    count: 'записей: #',
    newest: 'показаны последние #',
  },
} as const satisfies Record<'en' | 'ru', Record<string, string>>

export type PageWords = Record<keyof (typeof PAGE_WORDS)['en'], string>
