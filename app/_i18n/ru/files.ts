/** Words for saving logs as files, opening files, and keeping logs in the browser. */
import type { files as en } from '#app/_i18n/en/files.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export const files: SameShape<typeof en> = {
  save: 'Сохранить в файл',
  title: 'Сохранить эти логи',
  text: 'Файл создаёт сам браузер. Ничего никуда не отправляется.',
  which: 'Какие записи',
  shown: 'Видимые ({count, number})',
  all: 'Все ({count, number})',
  format: 'Формат',
  formats: {
    text: 'Текст',
    textText: 'Строки, как на экране',
    ndjson: 'NDJSON',
    ndjsonText: 'Все поля. Файл можно снова открыть здесь.',
    json: 'JSON',
    jsonText: 'Один массив для скриптов',
    csv: 'CSV',
    csvText: 'Столбцы для таблиц',
    markdown: 'Markdown',
    markdownText: 'Для задачи или сообщения',
    html: 'Веб-страница',
    htmlText: 'Открывается в любом браузере, даже без сети',
  },
  columns: 'Столбцы',
  noColumns: 'Выберите хотя бы один столбец.',
  saveFile: 'Сохранить',
  saving: 'Сохранено {done, number} из {total, number}…',
  saved:
    '{count, plural, one {Сохранена # запись} few {Сохранены # записи} many {Сохранено # записей} other {Сохранено # записи}}',
  canceled: 'Ничего не сохранено',
  fault: {
    space: 'На диске не хватает места. Файл не сохранён.',
    permission: 'Браузеру нельзя записать этот файл. Выберите другую папку.',
    other: 'Не удалось записать файл: {reason}',
  },
  copiedMore: 'Чтобы получить все, сохраните их в файл.',
}
