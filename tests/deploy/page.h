/* page - what is there for people: the page, /status/ and /metrics. */
#ifndef ECHOAPP_PAGE_H
#define ECHOAPP_PAGE_H

/* All of it is there, each file as what it is, with the headers that keep a
 * browser from anything else. */
void page_is_seen(void);

/* The program behind /status/ is asked whole: parameters, ids in any spelling,
 * If-None-Match; and /metrics is text. */
void page_status_is_answered(void);

/* The server itself refuses all of it. */
void page_is_hidden(void);

#endif
