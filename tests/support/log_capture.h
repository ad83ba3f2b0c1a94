/* quiet - for tests that warn on purpose. */
#ifndef ECHOAPP_QUIET_H
#define ECHOAPP_QUIET_H

/* What is warned about from here on is dropped. */
void drop_warnings(void);

#endif
